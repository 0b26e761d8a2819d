"""Builds every event and facet on stdin (a JSON list of events) with the classes that OpenLineage generates from its schemas.

Prints a JSON list with the problems of each event: a key no class knows, a type that does not fit, a facet that
comes out otherwise than it went in.
"""

import enum
import importlib
import json
import pkgutil
import sys
import types
import typing

import attr
from openlineage.client import event_v2, generated
from openlineage.client.generated import base

FACET_KEYS = ("facets", "inputFacets", "outputFacets")


def facet_classes():
    classes = {}
    for module in pkgutil.iter_modules(generated.__path__):
        loaded = importlib.import_module(f"{generated.__name__}.{module.name}")
        for one in vars(loaded).values():
            if isinstance(one, type) and issubclass(one, base.BaseFacet) and one.__module__ == loaded.__name__:
                classes[name_of(one._get_schema())] = one
    return classes


def name_of(schema):
    """What a facet is called; the client is at times a patch level before the schemas that are published."""
    return schema.rpartition("/")[2]


CLASSES = facet_classes()


def build(kind, value, where):
    """A value as the class or type that stands for it; raises ValueError where it does not fit."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return build_one_of(inner, value, where)
    if origin is list:
        if not isinstance(value, list):
            raise ValueError(f"{where} is no list")
        return [build(inner[0], item, f"{where}[{at}]") for at, item in enumerate(value)]
    if origin is dict:
        if not isinstance(value, dict):
            raise ValueError(f"{where} is no map")
        return {key: build(inner[1], item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(kind, type) and attr.has(kind):
        return build_class(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(value)
    if kind is float:
        kind = (int, float)
    if kind in (typing.Any, object):
        return value
    if isinstance(value, bool) and kind is not bool or not isinstance(value, kind):
        raise ValueError(f"{where} is {value!r} and no {kind}")
    return value


def build_one_of(kinds, value, where):
    if value is None and type(None) in kinds:
        return None
    problems = []
    for kind in kinds:
        if kind is type(None):
            continue
        try:
            return build(kind, value, where)
        except (ValueError, TypeError) as problem:
            problems.append(str(problem))
    raise ValueError(" / ".join(problems))


def build_class(kind, value, where):
    if not isinstance(value, dict):
        raise ValueError(f"{where} is no map")
    given = {}
    for key, item in value.items():
        if key == "_schemaURL":
            continue
        field = next((one for one in attr.fields(kind) if one.name == key), None)
        if field is None:
            raise ValueError(f"{where}.{key} is not known to {kind.__name__}")
        given[field.alias] = build(type_of(kind, field), item, f"{where}.{key}")
    return kind(**given)


def type_of(kind, field):
    """The type that a class, or the one it inherits the field from, gives it."""
    if not isinstance(field.type, str):
        return field.type or object
    owner = next(one for one in kind.__mro__ if field.name in vars(one).get("__annotations__", {}))
    return eval(field.type, vars(sys.modules[owner.__module__]))


def holds(built, given):
    """Whether what was built has everything that was given; it may have defaults besides."""
    if isinstance(given, dict):
        return all(key == "_schemaURL" or key in built and holds(built[key], item) for key, item in given.items())
    if isinstance(given, list):
        return len(built) == len(given) and all(holds(one, other) for one, other in zip(built, given))
    return getattr(built, "value", built) == given


def check_facet(name, facet):
    kind = CLASSES.get(name_of(facet.get("_schemaURL", "")))
    if kind is None:
        return [f"{name}: no class has the schema {facet.get('_schemaURL')}"]
    try:
        built = build_class(kind, facet, name)
    except (ValueError, TypeError) as problem:
        return [str(problem)]
    return [] if holds(attr.asdict(built), facet) else [f"{name}: came out otherwise: {attr.asdict(built)}"]


def facets_in(value, path):
    for key, inner in value.items():
        where = f"{path}.{key}" if path else key
        if key in FACET_KEYS:
            for name, facet in inner.items():
                yield f"{where}.{name}", facet
        elif isinstance(inner, dict):
            yield from facets_in(inner, where)
        elif isinstance(inner, list):
            for at, item in enumerate(inner):
                if isinstance(item, dict):
                    yield from facets_in(item, f"{where}[{at}]")


def check_envelope(event):
    try:
        built = event_v2.RunEvent(
            eventType=event_v2.RunState[event["eventType"]],
            eventTime=event["eventTime"],
            producer=event["producer"],
            run=event_v2.Run(runId=event["run"]["runId"]),
            job=event_v2.Job(namespace=event["job"]["namespace"], name=event["job"]["name"]),
            inputs=[event_v2.InputDataset(one["namespace"], one["name"]) for one in event["inputs"]],
            outputs=[event_v2.OutputDataset(one["namespace"], one["name"]) for one in event["outputs"]],
        )
    except (ValueError, TypeError, KeyError) as problem:
        return [f"event: {problem!r}"]
    return [] if built.schemaURL == event["schemaURL"] else [f"event: its schema is {built.schemaURL}"]


def check(event):
    problems = check_envelope(event)
    for name, facet in facets_in(event, ""):
        problems += check_facet(name, facet)
    return problems


json.dump([check(event) for event in json.load(sys.stdin)], sys.stdout)
