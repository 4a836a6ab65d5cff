const text = '';
const bytes = 0;

const fewest = 0;
const most = 0;

console.log(`text ${text}`);
console.log(`bytes ${bytes}`);
console.log(`fewest ${fewest}`);
console.log(`most ${most}`);
