package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"hemline/neural/kernel"
)

// machine is where the figures were measured.
type machine struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	Units     string `json:"units"` // instructions in use
	Go        string `json:"go"`
	System    string `json:"system"`
}

func (m machine) String() string {
	return fmt.Sprintf("%s, %d cores, %s; %s, %s", m.Processor, m.Cores, m.Units, m.Go, m.System)
}

func thisMachine() machine {
	cpu := kernel.Detect()
	units := []string{[]string{"no vector instructions", "AVX2", "AVX-512"}[cpu.Level]}
	for _, u := range []struct {
		name string
		has  bool
	}{{"BF16", cpu.BF16}, {"VNNI", cpu.VNNI}, {"AMX", cpu.AMX}} {
		if u.has {
			units = append(units, u.name)
		}
	}
	return machine{processor(), runtime.NumCPU(), strings.Join(units, " "), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
}

// processor is the name Linux gives the processor.
func processor() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		if name, ok := field(string(raw), "model name"); ok {
			return name
		}
	}
	return "unknown processor"
}

// field finds "name : value" in what the kernel writes under /proc.
func field(text, name string) (string, bool) {
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value), true
		}
	}
	return "", false
}
