const text = 'onetwoand a longer one';
const bytes = 22;

const fewest = 3;
const most = 3;

console.log(`text ${text}`);
console.log(`bytes ${bytes}`);
console.log(`fewest ${fewest}`);
console.log(`most ${most}`);
