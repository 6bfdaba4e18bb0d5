package taxonomy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// matcherVersion changes with the code that finds mentions or judges
// relevance, whenever the same pack would tag the same text differently.
const matcherVersion = 2

// Fingerprint names everything about the pack and this package that
// influences tagging, in 16 hexadecimal digits: documents tagged under
// another fingerprint have to be tagged anew.
func (p *Pack) Fingerprint() string {
	// JSON writes map keys sorted, so equal packs give equal bytes.
	data, err := json.Marshal(struct {
		Matcher  int
		Rules    Rules
		Concepts []Concept
		Taken    map[string]string
	}{matcherVersion, p.Rules, p.concepts, p.taken})
	if err != nil {
		return "" // unreachable: no channels, functions or NaN in these types
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
