"""What a shell does with its variables and options: export, local, unset, set, read."""

from __future__ import annotations

import re

from cluster.images.commands.base import Call, builtin


@builtin("export", "readonly", "declare", "typeset")
def export(call: Call) -> int:
    shell, code = call.shell, 0
    words = [word for word in call.args if not word.startswith("-")]
    if not words and call.name == "export":
        names = sorted(name for name in shell.exported if name in shell.variables)
        form = 'declare -x {}="{}"\n' if shell.dialect == "bash" else "export {}='{}'\n"
        call.out("".join(form.format(name, shell.variables[name]) for name in names))
    for word in words:
        name, equals, value = word.partition("=")
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            shell.complain(
                f"export: `{word}': not a valid identifier"
                if shell.dialect == "bash"
                else f"export: {word}: bad variable name"
            )
            code = 1 if shell.dialect == "bash" else 2
            continue
        if equals:
            shell.assign(name, value)
        if call.name == "export" or "-x" in call.args:
            shell.exported[name] = None
    return code


@builtin("local")
def local(call: Call) -> int:
    shell = call.shell
    for word in call.args:
        name, equals, value = word.partition("=")
        shell.variables["#local"] = f"{shell.variables.get('#local', '')} {name}"
        shell.assign(name, value)
    return 0


@builtin("unset")
def unset(call: Call) -> int:
    for name in call.args:
        call.shell.variables.pop(name, None)
        call.shell.exported.pop(name, None)
        call.shell.functions.pop(name, None)
    return 0


@builtin("set")
def set_(call: Call) -> int:
    shell, args = call.shell, list(call.args)
    if not args:
        call.out(
            "".join(f"{name}='{value}'\n" for name, value in sorted(shell.variables.items()) if name.isidentifier())
        )
        return 0
    while args and args[0][:1] in ("-", "+") and args[0] not in ("-", "--"):
        word = args.pop(0)
        names = [args.pop(0)] if word[1:] == "o" and args else list(word[1:].replace("o", ""))
        if word.endswith("o") and len(word) > 2 and args:
            names.append(args.pop(0))
        for name in names:
            name = {"errexit": "e", "nounset": "u", "xtrace": "x"}.get(name, name)
            if word[0] == "-":
                shell.options[name] = None
            else:
                shell.options.pop(name, None)
    if args:
        shell.arguments = args[1:] if args[0] in ("-", "--") else args
    return 0


@builtin("read")
def read(call: Call) -> int:
    flags, names = call.flags("rs", "ptdnNu")
    shell = call.shell
    line = shell.fds[0].line(shell)
    text = (line or "").removesuffix("\n")
    if "r" not in flags:
        text = re.sub(r"\\(.)", r"\1", text)
    separators = shell.variables.get("IFS", " \t\n")
    names = names or ["REPLY"]
    if separators.strip(" \t\n"):
        pieces = re.split("[" + re.escape(separators) + "]", text, maxsplit=len(names) - 1)
    else:
        pieces = text.split(None, len(names) - 1) if separators else [text]
    for index, name in enumerate(names):
        value = pieces[index] if index < len(pieces) else ""
        shell.assign(name, value.strip(" \t") if separators and index == len(names) - 1 else value)
    return 0 if line is not None and line.endswith("\n") else 1


@builtin("getopts")
def getopts(call: Call) -> int:
    """`getopts ab: name [args]`: the next option; $OPTIND counts words, `#option` the letters of a word that were had.
    Source: POSIX utility getopts"""
    shell, (known, name, *given) = call.shell, (*call.args, "", "")[: max(len(call.args), 2)]
    words, index = given or shell.arguments, int(shell.variables.get("OPTIND", "1") or 1)
    word, had = (words[index - 1] if index <= len(words) else ""), int(shell.variables.pop("#option", "1"))
    if not word.startswith("-") or word in ("-", "--"):
        shell.assign("OPTIND", str(index + (word == "--")))
        shell.assign(name, "?")
        return 1
    letter, rest = word[had], word[had + 1 :]
    shell.variables.pop("OPTARG", None)
    if letter == ":" or letter not in known:
        shell.complain(f"illegal option -{letter}" if shell.dialect != "bash" else f"illegal option -- {letter}")
        letter = "?"
    elif known[known.index(letter) + 1 :].startswith(":"):
        following = words[index : index + 1]
        if not rest and not following:
            shell.complain(
                f"no arg for -{letter} option"
                if shell.dialect != "bash"
                else f"option requires an argument -- {letter}"
            )
            letter = "?"
        else:
            shell.assign("OPTARG", rest or following[0])
            index, rest = index + (not rest), ""
    if rest:
        shell.variables["#option"] = str(had + 1)
    shell.assign("OPTIND", str(index + (not rest)))
    shell.assign(name, letter)
    return 0
