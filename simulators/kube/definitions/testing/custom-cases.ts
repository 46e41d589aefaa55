/** Objects without what is the same in all: to create, and to update what was created to. */
export interface CustomCase {
  create: Record<string, unknown>;
  update?: Record<string, unknown>;
}

/** The object as it is answered, metadata left out, or the causes of its refusal. */
export interface RecordedAnswer {
  object?: Record<string, unknown>;
  causes?: { reason: string; message: string; field: string }[];
}
