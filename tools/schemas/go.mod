// The command that makes the field trees of pkg/schema: a module of its own, so that nothing of it is a dependency of the product.
module github.com/fairlead-krm/fairlead/tools/schemas

go 1.26.0

require go.yaml.in/yaml/v3 v3.0.5
