package kernel

// Unit is a part of the processor that multiplies.
type Unit int

// The units.
const (
	UnitF32  Unit = iota // FMA over float32
	UnitBF16             // what Gemm with BF16 uses, else VDPBF16PS
	UnitInt8             // VPDPBUSD
)

// Peak runs n turns of a loop over registers alone on every worker and returns
// how many operations (two a product) that was, 0 if the device has no such
// unit. The caller's clock makes it the peak that products can be held
// against.
func (d *Device) Peak(u Unit, n int) float64 {
	loop, perTurn := d.peakLoop(u)
	if loop == nil || n < 1 {
		return 0
	}
	d.pool.run(d.pool.workers, func(_, _ int) { loop(n) })
	return float64(perTurn) * float64(n) * float64(d.pool.workers)
}
