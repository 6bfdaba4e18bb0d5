package kernel

// madeByAMD reports whether the processor's maker is AMD.
func madeByAMD() bool {
	_, b, c, d := cpuid(0, 0)
	return b == 0x68747541 && d == 0x69746e65 && c == 0x444d4163 // "Auth" "enti" "cAMD"
}
