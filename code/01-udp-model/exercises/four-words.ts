const lines = [
  '"come" is number 1',
  // Go on from here.
];

for (const line of lines) console.log(line);
