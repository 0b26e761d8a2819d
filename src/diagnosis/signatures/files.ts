import type { Signature } from "../signature.ts";

/** Files that can't be read: cut off, damaged, or of another kind than they are called. */
export const files: readonly Signature[] = [
  {
    id: "file.damaged",
    category: "data",
    says: /Compressed file ended before|CRC check failed|Error -\d+ while decompressing|[Nn]ot a gzipped file|File is not a zip file|Bad magic number for|Bad CRC-32|BadGzipFile|BadZip[Ff]ile|LZMAError|ZstdError|\bZstd(?:andard)?Error|tarfile\.\w+|Invalid data stream|Parquet magic bytes not found|Couldn't deserialize thrift|not a parquet file|CompDocError|XLRDError|Unsupported format, or corrupt file|InvalidFileException|Excel file format cannot be determined|cannot read file - not an avro file|incorrect (?:header|data) check|invalid (?:distance|stored block|block type)|Snappy: corrupt|Corrupt snappy|Not an ORC file|ORC\w*Exception/,
    cause: "a file is cut off, damaged, or of another kind than it is called",
    advice: ["Look at the file it names; have the source write it again."],
    weight: "precise",
    example: "EOFError: Compressed file ended before the end-of-stream marker was reached",
  },
  {
    id: "file.rows",
    category: "data",
    says: /field larger than field limit|line contains NUL|new-line character seen in unquoted field|iterator should return strings|Error tokenizing data|delimiter' must be|CSV parse error|Expected \d+ (?:fields|columns), (?:got|saw)|not well-formed \(invalid token\)|mismatched tag|no element found|XML syntax error/,
    cause: "a row of the file can't be read",
    advice: ["Look at the line it names; check delimiter, quotes and encoding in the plugin's settings."],
    weight: "precise",
    example: "_csv.Error: field larger than field limit (131072)",
  },
  {
    id: "file.write_row",
    category: "data",
    says: /fastavro\/_(?:write|validation)\w*\.pyx?"?, line \d+/,
    reads: "code",
    cause: "a value does not fit the schema of the file",
    advice: ["Find the rows: pitchpipe can check them before the load and quarantine them."],
    weight: "usual",
    example: '  File "fastavro/_write.pyx", line 71, in fastavro._write.write_long',
  },
  {
    id: "file.schema",
    category: "schema",
    says: /Table schema does not match schema used to create file|SchemaResolutionError|Field "[^"]+" does not exist in (?:the )?(?:table )?schema|Column\w* names? .* (?:not|do not) match|No match for FieldRef/,
    cause: "the columns of the file are not what the plugin expects",
    advice: ["Compare the file's columns with the stream's schema."],
    weight: "precise",
    example: "ValueError: Table schema does not match schema used to create file:",
  },
];
