package smooth

// Off takes the season off r.X, in place, by Shrunk, which keeps nothing when
// there is nothing, and returns what was taken. Factors need positive values.
func (r Ready) Off(season int) Course {
	if season < 2 || len(r.X) < 2*season {
		return Course{}
	}
	c := Shrunk(r.X, season, r.Positive)
	c.Remove(r.X)
	return c
}

// OffClassical is Off as in the benchmarks of the M4 competition: Classical
// when Seasonal finds a season, else nothing.
func (r Ready) OffClassical(season int) Course {
	if !Seasonal(r.X, season) {
		return Course{}
	}
	c := Classical(r.X, season, r.Positive)
	c.Remove(r.X)
	return c
}
