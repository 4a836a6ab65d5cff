const lines = [
  '"come" is number 1 from 127.0.0.1:12000',
  '"at noon" is number 2 from 127.0.0.1:12000',
  '"" is number 3 from 127.0.0.1:12000',
  '"please" is number 4 from 127.0.0.1:12000',
  '"please" is number 5 from 127.0.0.1:12000',
  '"come" is number 1 from 127.0.0.1:12000',
];

for (const line of lines) console.log(line);
