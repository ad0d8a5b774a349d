// Apart from the preparing itself, whose parsers only the workers load.

/** Steps of preparing a document, in order. An error or a death is reported with the step it happened in. */
export const prepareSteps = ['load', 'clean', 'cut', 'check', 'parts'] as const;
export type PrepareStep = (typeof prepareSteps)[number];

/** Belongs to an index's recipe: raise it with any change to cleaning or cutting that changes what is embedded. */
export const prepareRecipe = 'prepare-2';
