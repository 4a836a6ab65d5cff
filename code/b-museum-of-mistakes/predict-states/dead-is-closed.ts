console.log('connected', 'ESTABLISHED', 'ESTABLISHED');
console.log('killed', 'CLOSED', 'CLOSED');
console.log('heard', 'TIME-WAIT', 'CLOSED');
console.log('abandoned', 'CLOSED', 'CLOSED');
