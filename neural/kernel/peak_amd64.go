package kernel

// peakLoop returns a loop for a unit and the operations of one of its turns:
// 12 products of so many lanes, and of so many values a lane.
func (d *Device) peakLoop(u Unit) (loop func(n int), perTurn int) {
	switch {
	case u == UnitF32 && d.cpu.Level == AVX512:
		return peakFMA512, 12 * 16 * 2
	case u == UnitF32 && d.cpu.Level == AVX2:
		return peakFMA256, 12 * 8 * 2
	case u == UnitBF16 && d.cpu.AMX:
		return peakAMX, 12 * 16 * 16 * 32 * 2
	case u == UnitBF16 && d.cpu.BF16:
		return peakBF16, 12 * 16 * 2 * 2
	case u == UnitInt8 && d.cpu.VNNI:
		return peakVNNI, 12 * 16 * 4 * 2
	}
	return nil, 0
}
