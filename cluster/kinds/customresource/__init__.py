"""Custom resources: what a CustomResourceDefinition makes of its schema, its columns, its subresources.

structural   a schema read once: types, extensions, children
pruning      unknown fields are dropped; defaulting fills in what is missing
embedded     metadata inside of `x-kubernetes-embedded-resource`
values       a value against its schema, in the words of kube-openapi
listtypes    sets and maps among lists
rules        x-kubernetes-validations
columns      additionalPrinterColumns
kind         all of it as a Kind of the API
serving      which kinds the definitions of a store make

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
"""
