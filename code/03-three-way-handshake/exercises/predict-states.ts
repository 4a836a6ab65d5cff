console.log('connected', '?', '?');
console.log('killed', '?', '?');
console.log('heard', '?', '?');
console.log('abandoned', '?', '?');
