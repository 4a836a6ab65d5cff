const lines = [
  '"come" is number 1',
  '"" is number 2',
  '"at noon" is number 3',
  '"please" is number 4',
  '"please" is number 5',
  '"come" is number 1',
];

for (const line of lines) console.log(line);
