console.log('connected', 'ESTABLISHED', 'ESTABLISHED');
console.log('killed', 'FIN-WAIT-2', 'CLOSE-WAIT');
console.log('heard', 'TIME-WAIT', 'CLOSED');
console.log('abandoned', 'CLOSED', 'CLOSED');
