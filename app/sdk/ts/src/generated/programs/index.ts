// Made from programs/idls/rayment.json by `./x client`: do not edit.

export * from './rayment.js';
