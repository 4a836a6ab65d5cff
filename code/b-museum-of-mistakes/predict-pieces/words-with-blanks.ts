const text = 'one two  and a longer one';
const bytes = 25;

const fewest = 1;
const most = 22;

console.log(`text ${text}`);
console.log(`bytes ${bytes}`);
console.log(`fewest ${fewest}`);
console.log(`most ${most}`);
