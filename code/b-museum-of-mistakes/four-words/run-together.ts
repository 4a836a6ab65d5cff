const lines = ['"comeat noonpleaseplease" is number 1', '"come" is number 1'];

for (const line of lines) console.log(line);
