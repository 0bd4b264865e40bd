// Two ways of running the package's modules, in each environment.
const modules = { testMatch: ["**/jest-modules.test.mjs"], transform: {} };
const transformed = {
  testMatch: ["**/jest-transformed.test.js"],
  transform: { "\\.m?js$": ["babel-jest", { babelrc: false, configFile: false, plugins: ["@babel/plugin-transform-modules-commonjs"] }] },
  // The README's advice for transforms: the package consists of modules.
  transformIgnorePatterns: ["/node_modules/(?!tokenward/)"],
};
const jsdom = "jsdom";
const withFetch = "./jsdom-with-fetch.cjs";

export default {
  projects: [modules, transformed].flatMap((way) => ["node", jsdom, withFetch].map((testEnvironment) => ({ ...way, testEnvironment }))),
};
