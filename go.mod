module github.com/fairlead-krm/fairlead

go 1.26.0

require (
	github.com/monochromegane/go-gitignore v0.0.0-20200626010858-205db1a8cc00
	go.yaml.in/yaml/v3 v3.0.5
	gotest.tools/v3 v3.5.2
)

require (
	github.com/google/go-cmp v0.7.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	github.com/spf13/cobra v1.10.2 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
	golang.org/x/text v0.14.0 // indirect
)
