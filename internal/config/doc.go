// Package config reads a workspace's settings and the environment.
//
//	hemline.yaml, environment -> [config] -> Config -> internal/app
//
// In: a YAML file written by a person. Out: typed settings with defaults, or
// an error that names the line and the remedy. With cmd it is the only place
// that looks at the environment.
package config
