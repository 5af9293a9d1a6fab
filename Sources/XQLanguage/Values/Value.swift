// The values of the language (language.md, section 4).

/// A value: what a command gives, a variable holds, and a cell contains.
///
/// Values never change; copying one is cheap.
public enum Value: Sendable {
  case none
  case bool(Bool)
  case number(Double)
  case quantity(Quantity)
  case string(String)
  case list([Value])
  case record(Record)
  case table(Table)
  case object(any HostObject)
}

/// A number with a unit: decibels, bytes or time.
public struct Quantity: Hashable, Sendable {
  /// What is measured. Quantities of different kinds do not mix.
  public enum Kind: String, Sendable, CaseIterable { case decibel, bytes, time }

  /// A unit as it is written: `dB`, `MiB`, `ms`.
  ///
  /// `%` is no unit of a quantity: `5%` is the number 0.05.
  public enum Unit: String, Sendable, CaseIterable {
    case decibels = "dB"
    case bytes = "B"
    case kilobytes = "kB"
    case megabytes = "MB"
    case gigabytes = "GB"
    case kibibytes = "KiB"
    case mebibytes = "MiB"
    case gibibytes = "GiB"
    case microseconds = "us"
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "min"
    case hours = "h"
  }

  /// The number in the kind's base unit: decibels, bytes, seconds.
  public let base: Double
  /// The unit it is shown in.
  public let unit: Unit

  public init(base: Double, unit: Unit) {
    self.base = base
    self.unit = unit
  }
}

/// An object of the host: a model, a data set, a comparison.
///
/// The language knows its members, its one-line text and what `show` prints, and nothing else.
public protocol HostObject: AnyObject, Sendable {
  /// The word for what it is: `model`, `data`, `comparison`.
  var kind: String { get }
  /// One line that says what it is, such as `model digits/float.onnx  ·  18 layers`.
  var summary: String { get }
  /// The names of its members, in the order in which they are listed.
  var memberNames: [String] { get }
  /// The member of that name, `nil` where there is none.
  func member(_ name: String) -> Value?
  /// What `show` prints of it: a table or a record.
  var details: Value { get }
}

/// Named values in a stated order.
public struct Record: Sendable {
  public private(set) var keys: [String]
  public private(set) var values: [Value]

  public init() {
    keys = []
    values = []
  }

  /// A record of the given fields; of two fields with one name the last one counts.
  public init(_ fields: [(String, Value)]) {
    self.init()
    for (key, value) in fields { self[key] = value }
  }

  /// A record of many fields, whose names are known to differ.
  public init(distinct fields: [(String, Value)]) {
    keys = fields.map(\.0)
    values = fields.map(\.1)
  }

  public var count: Int { keys.count }

  public subscript(key: String) -> Value? {
    get { keys.firstIndex(of: key).map { values[$0] } }
    set {
      switch (keys.firstIndex(of: key), newValue) {
      case (let index?, let value?): values[index] = value
      case (let index?, nil):
        keys.remove(at: index)
        values.remove(at: index)
      case (nil, let value?):
        keys.append(key)
        values.append(value)
      case (nil, nil): break
      }
    }
  }
}
