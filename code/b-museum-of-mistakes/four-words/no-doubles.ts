const lines = [
  '"come" is number 1',
  '"at noon" is number 2',
  '"" is number 3',
  '"please" is number 4',
  '"come" is number 1',
];

for (const line of lines) console.log(line);
