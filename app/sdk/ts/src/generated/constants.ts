// Made from programs/idls/rayment.json by `./x client`: do not edit.

// The IDL has no constants.
export {};
