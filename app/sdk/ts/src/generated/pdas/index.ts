// Made from programs/idls/rayment.json by `./x client`: do not edit.

export * from './asset.js';
export * from './client.js';
export * from './guardian.js';
export * from './market.js';
export * from './params.js';
export * from './provider.js';
export * from './purse.js';
