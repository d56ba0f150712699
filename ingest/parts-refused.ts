/** A file cannot be loaded part by part after all: its step is to be run again without. */
export class PartsRefused extends Error {}
