package corpus

import "context"

const (
	upsertMeta = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
	// appMeta keeps the caller's keys apart from the store's own.
	appMeta = "app."
	tagKey  = "tag.fingerprint"
)

func getMeta(ctx context.Context, c *conn, key string) (string, error) {
	row, err := c.first(ctx, "SELECT value FROM meta WHERE key = ?", key)
	if err != nil || row == nil {
		return "", err
	}
	return str(row[0]), nil
}

func setMeta(c *conn, key, value string) error {
	return c.exec(upsertMeta, key, value)
}

// Meta returns a small value kept under key, "" when there is none.
func (s *Store) Meta(ctx context.Context, key string) (value string, err error) {
	err = s.reading(func(c *conn) error {
		value, err = getMeta(ctx, c, appMeta+key)
		return err
	})
	return value, err
}

// SetMeta keeps a small value under key.
func (s *Store) SetMeta(_ context.Context, key, value string) error {
	return s.writing(func(w *writer) error { return setMeta(w.c, appMeta+key, value) })
}

// TagFingerprint says with which packs and rules the stored documents were
// tagged, "" when nobody has said.
func (s *Store) TagFingerprint(ctx context.Context) (fingerprint string, err error) {
	err = s.reading(func(c *conn) error {
		fingerprint, err = getMeta(ctx, c, tagKey)
		return err
	})
	return fingerprint, err
}

// SetTagFingerprint says with which packs and rules the documents of an
// import are tagged; set it before the first Add of a new workspace.
func (s *Store) SetTagFingerprint(_ context.Context, fingerprint string) error {
	return s.writing(func(w *writer) error { return setMeta(w.c, tagKey, fingerprint) })
}
