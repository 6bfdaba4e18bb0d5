package corpus

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// explain says in a person's words what SQLite says in its own, and what to
// do about it. Errors that are not SQLite's pass unchanged.
func explain(path string, err error) error {
	var se *sqlite.Error
	if !errors.As(err, &se) {
		return err
	}
	hint := ""
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		hint = "the disk is full: free some space and run the command again; this batch was not kept, those before it were"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		hint = "no permission to write: check the rights of the file and its folder"
	case sqlite3.SQLITE_CANTOPEN:
		hint = "cannot open: check that the folder exists and that you may write in it"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		hint = "another program keeps the file locked: close it and try again"
	case sqlite3.SQLITE_IOERR:
		hint = "the disk failed: check its health and free space, then run the command again"
	case sqlite3.SQLITE_NOTADB:
		return foreign(path, err)
	case sqlite3.SQLITE_CORRUPT:
		hint = "the file is damaged: restore it from a backup, or move it away and import again"
	default:
		return fmt.Errorf("corpus: %s: %w", path, err)
	}
	return fmt.Errorf("corpus: %s: %s: %w", path, hint, err)
}

// foreign says that path is some other program's file; cause may be nil.
func foreign(path string, cause error) error {
	const hint = "is not a Hemline workspace: choose another path, or move the file away to start a new one here"
	if cause == nil {
		return fmt.Errorf("corpus: %s %s", path, hint)
	}
	return fmt.Errorf("corpus: %s %s: %w", path, hint, cause)
}

// ended reports whether err says that SQLite already rolled the transaction
// back by itself, as it does when the disk is full.
func ended(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlite3.SQLITE_ERROR
}
