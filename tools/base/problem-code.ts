/**
 * A word for each kind of problem, by which a program tells them apart. They are for good: a message may
 * be put better, its code stays. Whoever adds a kind adds its word, whoever drops one takes it away.
 */
export const PROBLEM_CODES = [
  // the command line, and the tool itself
  ...['wrong-use', 'tool-failed'],
  // files
  ...['changed-meanwhile', 'many-problems', 'not-utf-8', 'unreadable-file', 'unwritable-file'],
  // chapters and their fences
  ...['chapter-name', 'chapter-number-twice', 'chapter-without-title', 'comment-not-closed'],
  ...['comment-not-hidden', 'fence-indented', 'fence-inside-fence', 'fence-not-closed'],
  ...['hidden-code-cut'],
  // fence headers
  ...['attribute-misplaced', 'attribute-missing', 'attribute-twice', 'block-without-language'],
  ...['block-without-role', 'empty-attribute', 'language-in-braces', 'language-spelled-otherwise'],
  ...[
    'not-a-mistake-name',
    'not-an-error-code',
    'not-typescript',
    'unknown-attribute',
    'unreadable-header',
  ],
  // files, chunks and variants
  ...['chunk-not-in-base', 'chunk-of-later-chapter', 'circle-of-references', 'circle-of-variants'],
  ...['colliding-paths', 'empty-listing', 'language-without-comments', 'mistake-without-solution'],
  ...[
    'long-path',
    'path-out-of-folder',
    'path-with-own-folder',
    'reference-not-alone',
    'reference-outside-comment',
    'second-listing',
  ],
  ...['unknown-base', 'unknown-chapter', 'unknown-chunk', 'unknown-exercise', 'unused-chunk'],
  ...[
    'too-deep',
    'too-large',
    'variant-of-later-chapter',
    'variant-of-two-files',
    'variant-without-base',
  ],
  // the code of listings
  ...['fails-otherwise', 'foreign-import', 'not-formatted', 'syntax-error', 'type-error'],
  // code/
  ...['code-is-stale', 'edited-by-hand', 'file-of-no-chapter', 'no-edit-to-discard'],
  ...['obstacle-in-code', 'unreadable-manifest'],
  // stitch and where
  ...['edit-meets-change', 'edit-not-tangled', 'edit-not-utf-8', 'edit-of-one-place'],
  ...['edit-spoils-chapter', 'edit-without-place', 'line-goes-nowhere', 'lost-original'],
  ...['no-such-line', 'two-edits-of-one-line'],
  // prose and proofs
  ...['broken-link', 'link-not-relative', 'link-out-of-book', 'listing-without-caption'],
  ...['proof-failed', 'proof-skipped', 'proof-without-test', 'test-failed', 'test-file-fails'],
  ...['tests-not-run', 'uncaught-error', 'unknown-heading', 'unknown-test', 'unlinked-claim'],
  // transcripts
  ...['empty-transcript', 'more-output', 'need-not-here', 'no-output', 'other-exit-code'],
  ...['other-output', 'output-before-command', 'program-runs-on', 'unknown-need'],
  ...['unplayable-command', 'vague-pattern'],
  // exercises, their checks and mistakes
  ...['check-needs-later', 'check-not-seen-failing', 'check-of-unknown-task', 'check-twice'],
  ...['exercise-twice', 'exercise-without-checks', 'exercise-without-contract'],
  ...['exercise-without-hints', 'exercise-without-solution', 'exercise-without-starter'],
  ...['hint-gives-away', 'message-differs', 'mistake-caught-otherwise', 'mistake-passes'],
  ...['mistake-without-message', 'solution-fails', 'starter-caught-otherwise', 'unknown-mistake'],
  // running programs, and a reader's answers
  ...['no-copy-kept', 'no-program', 'not-solved-yet', 'not-tangled', 'server-not-ready'],
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];
