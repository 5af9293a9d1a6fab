// Units: what they measure, how large they are, how quantities are written.

extension Quantity.Unit {
  public var kind: Quantity.Kind {
    switch self {
    case .decibels: .decibel
    case .bytes, .kilobytes, .megabytes, .gigabytes, .kibibytes, .mebibytes, .gibibytes: .bytes
    case .microseconds, .milliseconds, .seconds, .minutes, .hours: .time
    }
  }

  /// How many base units (decibels, bytes, seconds) one of this unit is.
  public var factor: Double {
    switch self {
    case .decibels, .bytes, .seconds: 1
    case .kilobytes: 1e3
    case .megabytes: 1e6
    case .gigabytes: 1e9
    case .kibibytes: 1024
    case .mebibytes: 1_048_576
    case .gibibytes: 1_073_741_824
    case .microseconds: 1e-6
    case .milliseconds: 1e-3
    case .minutes: 60
    case .hours: 3600
    }
  }
}

extension Quantity.Kind {
  /// As sentences name it.
  public var name: String {
    switch self {
    case .decibel: "decibels"
    case .bytes: "bytes"
    case .time: "time"
    }
  }
}

extension Quantity {
  /// So many of a unit: `Quantity(15, .decibels)`.
  public init(_ amount: Double, _ unit: Unit) {
    // Dividing by a power of ten is exact where multiplying by its inverse is not: 100ms is 0.1s.
    switch unit {
    case .microseconds: self.init(base: amount / 1e6, unit: unit)
    case .milliseconds: self.init(base: amount / 1e3, unit: unit)
    default: self.init(base: amount * unit.factor, unit: unit)
    }
  }

  public var kind: Kind { unit.kind }

  /// The number in the unit it is shown in.
  public var amount: Double {
    switch unit {
    case .microseconds: base * 1e6
    case .milliseconds: base * 1e3
    default: base / unit.factor
    }
  }

  /// `4.1 dB`, `2 GiB`: the shortest number that reads back, a blank, the unit.
  public var text: String { "\(NumberText.shortest(amount)) \(unit.rawValue)" }

  /// The number as the format says, and the unit. A percentage of a quantity has no meaning: it is written as it is.
  public func text(_ format: NumberFormat) -> String {
    if case .percent = format { return text }
    return "\(NumberText.formatted(amount, format)) \(unit.rawValue)"
  }
}
