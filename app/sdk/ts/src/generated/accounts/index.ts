// Made from programs/idls/rayment.json by `./x client`: do not edit.

export * from './asset.js';
export * from './channel.js';
export * from './client.js';
export * from './guardian.js';
export * from './job.js';
export * from './market.js';
export * from './marketParams.js';
export * from './offer.js';
export * from './order.js';
export * from './provider.js';
export * from './purse.js';
