// Package store is the document port: the few methods through which the domain keeps BSON documents, the declared
// indexes that its queries may use, and a log of changes that readers can resume. Engines live in packages below it
// and all pass the suite in storetest. What follows is the contract, promise by promise; in brackets stand the tests of
// that suite which hold an engine to it; where one says Test it is the named engine's own.
//
// # Writing
//
// An Apply is carried out whole or not at all, over all its collections, documents, indexes and the log of changes.
// [apply: all or none over collections] Concurrent Applies and Gets are answered as if they came one after the other, in
// an order that agrees with the clock. [histories: linearizable] [together: random programs of several clients]
//
// A revision counts from 1 and rises by one with each Put; a document made again begins at 1. [apply: revisions] A write at
// another revision than the present one is ErrStale, a Put that would make what exists is ErrDuplicate; both are a
// Conflict that names the document, the first in the order of the writes. [apply: refusals name the document]
// [model: random programs] Of concurrent writes at one revision one is taken. [apply: counting with retries loses nothing]
// [apply: claims race for one id] A refusal or failure of one Apply never touches another. [apply: an error of one leaves others alone]
//
// Expect changes nothing and conflicts with every concurrent change of its document, its making included.
// [apply: expect forbids write skew] [apply: to expect nothing forbids it too] [apply: an expected head guards its children]
//
// A Load makes a document that does not exist at a revision given, from which it rises as ever; watchers are told of a Put.
// What exists is ErrDuplicate. [apply: loading at a revision] [watch: a load is told of as a put]
//
// Bodies come back byte for byte, under any id of 1 to MaxID bytes of UTF-8. [apply: bytes come back as they were]
//
// Too large: more than MaxWrites writes or MaxBytes of bodies, or an indexed string over MaxValue bytes, is ErrTooLarge
// before anything is written. [apply: too many writes] [apply: too many bytes] [apply: an indexed value too long]
// [apply: the longest keys] What is malformed is refused likewise: no BSON, a type that an index does not declare, one
// document twice, a delete or a load without a revision. [apply: malformed writes]
//
// Canceled: a context that has ended writes nothing. One that ends on the way answers truly: nil means that it is
// stored, the context's error that it never will be, ErrUnsure that it may be. From the moment an Apply commits, the
// end of its context is ignored for CommitTime. [stop: a context that has ended] [stop: an Apply cut short answers truly]
// ErrFull says that there was no room, ErrAway that the store cannot be reached just now. Nothing was stored then, and the
// same Apply may be tried again. What makes them is each engine's own, and so are their tests. [sqlite TestFull]
// [sqlite TestWhatACommitFailedOf] [mongo TestMeaning] [mongo TestSilentServer] [mongo TestCut]
//
// # Reading
//
// Get answers in the order asked, from one snapshot, repeats what is asked twice, and gives the zero Doc for what is
// missing; that is no error. [get: order, absence, repetition] [get: many at one snapshot under writers] A collection that
// is not declared is ErrQuery. [get: unknown collection]
//
// A View is one snapshot for all reads in it, its caller's own later writes left out. [get: a view is one snapshot under writers]
// Its Reader fails after the function has returned and after ViewTime. [get: a view ends with its function]
// [get: a view does not outlive its time]
//
// A query names one declared index, with a value for each of its Eq fields; whatever else is ErrQuery, yielded once.
// [find: what does not fit is refused] A document that lacks a field of an index, or holds null there, is not in it.
// [find: a missing field is not in the index] Strings and ids order by bytes, numbers, times and bools by value, ties by id.
// [find: strings order by bytes] [find: numbers and times order by value] [find: equality and ties] Times are cut to the
// millisecond. [find: times are cut to the millisecond] From is inclusive, To exclusive. [find: bounds] Limit bounds what is
// found and what is counted. [find: limit and count] An index shows each change of its documents at once.
// [find: an index follows its documents]
//
// Find pages by position, with bounded memory. [find: positions] [find: large documents] A position may be kept: it
// outlives its document and the process. [find: positions outlive documents and restarts] Documents that nobody touches
// are found once each and in order whatever others write. [find: paging while others write] Nothing is held while the
// loop's body runs: it may write, and what it deletes can be truncated. [find: the body of a loop may write]
// [find: a loop holds nothing]
//
// ByID is an index that every collection has: of all its documents, and with what is promised of any index.
// [find: all documents by id] [find: by id while others write] [find: large documents by id]
//
// An index that is declared later, differently or no more holds, for every query answered by it, exactly the documents
// that it should; a query waits while its index is built, and a View while any is. [indexes: added later]
// [indexes: changed, dropped and declared again] One that cannot be built, since a document holds another type there, fails
// the queries by it and Check, and no other read or write; the opening after the document was mended builds it.
// [indexes: one that cannot be built] A collection that is not declared
// keeps its documents, and nobody reads or lists them until it is declared again. [indexes: a collection not declared now keeps its documents]
//
// # Watching
//
// Every acknowledged Put and Delete is told of at least once, to every reader that goes on from a cursor it kept, however
// often it stops or crashes; what was refused is never told of. [watch: a reader that stops and resumes misses nothing]
// [watch: resuming at each cursor] [watch: several readers, each at its own place] No clock takes part in that.
// [watch: clocks that jump] Cursors outlive the process. [watch: cursors outlive restarts]
//
// From Current come a Put for every existing document, without a cursor, then the mark, then what is new; nothing that is
// written meanwhile falls between. [watch: current, mark, then live] [watch: current while being written]
// Only the collections asked for are told of, [watch: only the collections asked for] [watch: unknown collection] and never
// unlogged ones. [watch: an unlogged collection is not told of]
//
// Changes older than the engine is told to keep are trimmed. A cursor that has lost changes by that, or that is not of this
// log, is ErrCursorLost before anything is told: start again from Current. [watch: trimming]
// [watch: trimming while others write] [watch: a foreign cursor is lost] A watcher ends with its context's error, or with
// ErrClosed. [watch: ends with its context] [watch: ends when the store closes]
//
// # Stopping
//
// Close ends what is under way with its result or ErrClosed; all that was acknowledged is there at the next opening.
// After it everything is ErrClosed; Close again does nothing. [stop: closing while in use] [stop: a closed store] Check says
// whether all this can be kept here. [stop: check]
package store
