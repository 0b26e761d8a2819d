import type { Signature } from "../signature.ts";

const report = "Update the plugin; if it stays, report it with the lines above to whoever keeps it.";

/** Python itself, pip and what is missing for them. */
export const python: readonly Signature[] = [
  {
    id: "python.no_module",
    category: "dependency",
    says: /ModuleNotFoundError|No module named '(?<what>[^']+)'|ImportError|cannot import name|AttributeError: (?:partially initialized )?module '?[\w.]+'? has no attribute|DistributionNotFound|PackageNotFoundError|VersionConflict|ContextualVersionConflict|NoSuchModuleError|Can't load plugin: sqlalchemy/,
    cause: "a Python package is missing, or is another version than the plugin needs",
    advice: ["Install the plugin anew: its environment is incomplete, or a dependency changed."],
    command: "meltano install --clean {type} {plugin}",
    weight: "precise",
    example: "ModuleNotFoundError: No module named 'pyodbc'",
  },
  {
    id: "os.no_library",
    category: "dependency",
    says: /cannot open shared object file|Library not loaded|DLL load failed|version `GLIBC[\w_.]*' not found|undefined symbol: |Can't open lib '/,
    cause: "a library of the system is missing",
    advice: ["Install the library it names on this host or into the image."],
    weight: "precise",
    example: "OSError: libodbc.so.2: cannot open shared object file: No such file or directory",
  },
  {
    id: "pip.failed",
    category: "dependency",
    says: /No matching distribution found|Could not find a version that satisfies|ResolutionImpossible|conflicting dependencies|Cannot install .* because these package versions|subprocess-exited-with-error|Failed building wheel|metadata-generation-failed|No solution found when resolving|Installation failed\.|Failed to install plugin|not a supported wheel|requires a different Python|Could not build wheels/,
    cause: "a plugin could not be installed",
    advice: ["Check its pip_url and the Python version, and install it by hand to see all that pip says."],
    command: "meltano install {type} {plugin}",
    weight: "precise",
    example: "ERROR: No matching distribution found for tap-orders==9.9.9",
  },
  {
    id: "python.environment",
    category: "config",
    reads: "code",
    says: /File "[^"]*\bos(?:\.py)?>?", line \d+, in __getitem__|KeyError: ['"].* (?:does not exist|not found)/,
    cause: "a variable of the environment, or something else that is named, is not there",
    advice: ["Set what it names, in .env or where the plugin's settings stand."],
    weight: "precise",
    example: '  File "<frozen os>", line 679, in __getitem__',
  },
  {
    id: "python.unicode",
    category: "data",
    says: /UnicodeDecodeError|UnicodeEncodeError|UnicodeError|codec can't (?:de|en)code/,
    cause: "a text is in another encoding than the plugin reads",
    advice: ["Check the source's encoding, and the plugin's setting for it."],
    weight: "precise",
    example: "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 3: unexpected end of data",
  },
  {
    id: "python.value",
    category: "data",
    says: /ValueError: (?:(?:invalid literal for int|could not convert string to float|time data .* does not match|Invalid isoformat string|month must be in|day is out of range|hour must be in|minute must be in|second must be in|year -?\d+ is out of range|Out of range float values|embedded null|unconverted data remains|Exceeds the limit .* for integer string)|.*(?:not JSON compliant))|decimal\.InvalidOperation|decimal\.\w+|OverflowError|ParserError|pendulum.*Error|OutOfBoundsDatetime|dateutil\.parser|csv\.Error|Error tokenizing data|line contains NUL|lxml\.etree\.XMLSyntaxError|xml\.etree\.ElementTree\.ParseError|zlib\.error|BadZipFile|BadGzipFile|Not a gzipped file|ArrowInvalid|ArrowTypeError|EmptyDataError|ExpatError/,
    cause: "a value is not what the plugin can read",
    advice: ["Look at the newest records of the source; the last bookmark tells where it stopped."],
    weight: "usual",
    example: "ValueError: invalid literal for int() with base 10: '12,5'",
  },
  {
    id: "python.syntax",
    category: "bug",
    says: /^(?:SyntaxError|IndentationError|TabError): /,
    cause: "a file of the plugin is no valid Python, or was written for another version of it",
    advice: ["Install the plugin anew, with the Python version that it names."],
    command: "meltano install --clean {type} {plugin}",
    weight: "usual",
    example: "SyntaxError: invalid syntax",
  },
  {
    id: "python.bug",
    category: "bug",
    says: /^(?:[\w:., -]*\b(?:CRITICAL|ERROR|[Ee]rror)\b[\s:-]+)'\w+'$|^\s*(?:[|+]\s*)?(?:\w+\.)*(?:KeyError|TypeError|AttributeError|NameError|UnboundLocalError|IndexError|AssertionError|ZeroDivisionError|RecursionError|NotImplementedError|SyntaxError|IndentationError|StopIteration|LookupError)\b|ValueError: (?:not enough|too many) values to unpack/,
    cause: "the plugin has a bug, or met something it was not made for",
    advice: [report],
    // A name that tells more, raised because of it, is what was meant.
    weight: "bare",
    example: "KeyError: 'order_nbr'",
  },
];
