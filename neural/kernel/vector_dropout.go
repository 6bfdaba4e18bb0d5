package kernel

// Dropout multiplies x by 0 with probability rate and by 1/(1-rate) otherwise
// (Srivastava et al. 2014). What is dropped depends on seed, rate and place
// only, alike on every device, so the backward pass is the same call on the
// gradient: no mask is kept. rate is in [0, 1), to 24 bits; different seeds
// give unrelated patterns, however near they are. NaN stays NaN.
func (d *Device) Dropout(x []float32, rate float32, seed uint64) {
	if !(rate >= 0 && rate < 1) {
		panic("kernel: Dropout with a rate not in [0, 1)")
	}
	// The finalizer of SplitMix64 (Steele, Lea and Flood 2014).
	seed = (seed ^ seed>>30) * 0xbf58476d1ce4e5b9
	seed = (seed ^ seed>>27) * 0x94d049bb133111eb
	seed ^= seed >> 31
	key, twist := uint32(seed), uint32(seed>>32)
	threshold := int32(rate*(1<<24)) - 1
	factor := 1 / (1 - rate)
	if d.cpu.Level.dropout(x, key, twist, uint32(threshold), factor) {
		return
	}
	for i := range x {
		if int32(dropHash(uint32(i)+key, twist)>>8) > threshold {
			x[i] *= factor
		} else {
			x[i] *= 0
		}
	}
}

// dropHash is the 32-bit hash lowbias32 (Wellons 2018) of a Weyl sequence,
// with a second key between its multiplications.
func dropHash(place, twist uint32) uint32 {
	h := place * 0x9e3779b9
	h = (h ^ h>>16) * 0x7feb352d
	h = (h ^ h>>15 ^ twist) * 0x846ca68b
	return h ^ h>>16
}
