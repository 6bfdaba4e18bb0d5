package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hemline": main})
}

// TestScripts runs the real program against testdata/script: adding a file
// there adds a test.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			// A fixed clock, and no workspace of the person who runs the tests.
			env.Setenv("SOURCE_DATE_EPOCH", "1767225600") // 2026-01-01
			env.Setenv("HEMLINE_WORKSPACE", "")
			env.Setenv("HEMLINE_DATA", os.Getenv("HEMLINE_DATA"))
			return nil
		},
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// binary FILE writes the first bytes of a PNG picture.
			// zero FILE writes a small table with a zero byte in it.
			"zero": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("date,text\n2024-01-01,red\x00dress\n2024-01-02,blue coat\n"), 0o644))
			},
			"binary": func(ts *testscript.TestScript, _ bool, args []string) {
				picture := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), make([]byte, 512)...)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), picture, 0o644))
			},
		},
	})
}
