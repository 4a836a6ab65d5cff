const lines = [
  '"come" is number 1',
  '"at" is number 2',
  '"noon" is number 3',
  '"" is number 4',
  '"please" is number 5',
  '"please" is number 6',
  '"come" is number 1',
];

for (const line of lines) console.log(line);
