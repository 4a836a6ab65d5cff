console.log('connected', 'ESTABLISHED', 'SYN-RECEIVED');
console.log('killed', 'FIN-WAIT-2', 'CLOSE-WAIT');
console.log('heard', 'TIME-WAIT', 'CLOSED');
console.log('abandoned', 'CLOSED', 'CLOSED');
