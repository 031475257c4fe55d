// Made from programs/idls/rayment.json by `./x client`: do not edit.

export * from './market.js';
export * from './params.js';
export * from './provider.js';
