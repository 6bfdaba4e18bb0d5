package kernel

import "golang.org/x/sys/cpu"

// Detect reads what this machine's processor and operating system allow. For
// AMX on Linux it asks the kernel's permission, which then holds for the whole
// process.
func Detect() CPU {
	var c CPU
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		c.Level = AVX2
	}
	if c.Level == AVX2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL {
		c.Level = AVX512
		c.BF16 = cpu.X86.HasAVX512BF16
		c.VNNI = cpu.X86.HasAVX512VNNI
		c.BF16Fast = c.BF16 && madeByAMD()
		c.AMX = c.BF16 && cpu.X86.HasAMXTile && cpu.X86.HasAMXBF16 && askForTiles()
	}
	return c
}
