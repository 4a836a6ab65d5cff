console.log('connected', 'ESTABLISHED', 'ESTABLISHED');
console.log('killed', 'FIN-WAIT-1', 'ESTABLISHED');
console.log('heard', 'TIME-WAIT', 'CLOSED');
console.log('abandoned', 'CLOSED', 'CLOSED');
