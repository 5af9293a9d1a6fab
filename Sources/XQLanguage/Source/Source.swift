// A text of the language, and places in it.

/// A text that is parsed: a file, one `-c` text, standard input, or what was typed at the prompt.
///
/// Places in it are offsets into its UTF-8 bytes.
public final class Source: Sendable {
  /// The name that diagnostics show: a path, `-c`, `stdin` or `prompt`.
  public let name: String
  /// The bytes, as they were given. Not necessarily valid UTF-8.
  public let bytes: [UInt8]
  /// The folder of the file, `nil` for a text that comes from no file.
  public let folder: String?
  /// Whether it is what was typed in a session: there a `def` or a `param` may be given again.
  public let isTranscript: Bool
  /// Offset of each line's first byte.
  public let lineStarts: [Int]

  public init(name: String, bytes: [UInt8], folder: String? = nil, isTranscript: Bool = false) {
    self.name = name
    self.isTranscript = isTranscript
    self.bytes = bytes
    self.folder = folder
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  public convenience init(name: String, text: String, folder: String? = nil, isTranscript: Bool = false) {
    self.init(name: name, bytes: Array(text.utf8), folder: folder, isTranscript: isTranscript)
  }
}

/// A range of bytes in a ``Source``.
public struct Span: Hashable, Sendable {
  public var lower: Int
  public var upper: Int

  public init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = upper
  }

  /// The span from the start of this one to the end of another.
  public func to(_ other: Span) -> Span { Span(lower, max(upper, other.upper)) }
}

/// A span together with the text that it is in.
public struct Place: Sendable {
  public let source: Source
  public let span: Span

  public init(_ source: Source, _ span: Span) {
    self.source = source
    self.span = span
  }
}
