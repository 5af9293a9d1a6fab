import Foundation
import Testing
import XQFormats
import XQSystem

@Suite struct MctLogTests {
  private let access = FileAccess()

  private func log(_ path: String) throws -> MctLog {
    try MctLog(try #require(MctLogFolder.find(path, access)), access: access)
  }

  @Test func theNewestRunIsTakenByItsDate() throws {
    let folder = try #require(MctLogFolder.find(Resources.path("mct_log"), access))
    // As text the October run comes later.
    #expect(folder.run == "logs_23112026_181734")
    #expect(folder.runs == ["logs_24102026_090000", "logs_23112026_181734"])
    let one = try #require(MctLogFolder.find(Resources.path("mct_log/logs_24102026_090000/"), access))
    #expect(one.run == "logs_24102026_090000" && one.runs == [])
    #expect(MctLogFolder.find(Resources.path("edge"), access) == nil)
  }

  @Test func aRunWithoutEventsCountsOnlyWhereThereIsNoOther() throws {
    let folder = try TemporaryFolder()
    for run in ["logs_01012027_000000", "logs_02012026_000000/tensorboard_logs"] {
      try FileManager.default.createDirectory(atPath: folder.path + "/" + run, withIntermediateDirectories: true)
    }
    try folder.write("logs_01012027_000000/mct_log.log", Array("a line\n".utf8))
    #expect(MctLogFolder.find(folder.path, access)?.run == "logs_02012026_000000")
  }

  @Test func stagesStandInTheOrderOfTheRun() throws {
    let log = try log(Resources.path("mct_log"))
    #expect(
      log.stages.map(\.name) == [
        "initial_graph", "after_graph_preparation", "thresholds_selection", "after_statistics_correction",
      ])
    #expect(log.preparedNodes.first?.name == "Input/x")
    #expect(log.preparedNodes.map(\.shortName).contains("stem_bn"))
    #expect(log.histogramStage?.histogramTags == ["x", "gap", "fc"])
    #expect(log.notices == [])
  }

  @Test func nodesHaveTheirQuantizers() throws {
    let log = try log(Resources.path("mct_log"))
    #expect(log.nodes.count == 13)
    let output = try #require(log.nodes.last)
    #expect(output.name == "fc" && output.op == "Linear" && output.bits == 8 && output.method == "POWER_OF_TWO")
    #expect(output.threshold == 16 && output.isSigned == true)
    #expect(output.range?.low == -16 && output.range?.high == 15.875)
    #expect(output.zThreshold == nil)
    let fused = try #require(log.nodes.first { $0.name == "stem_conv_bn" })
    #expect(fused.bits == nil && fused.mode == "FLN_QUANT" && fused.threshold == nil)
  }

  @Test func channelsAreReadInOrder() throws {
    let log = try log(Resources.path("mct_log"))
    let stage = try #require(log.stages.first { $0.name == "thresholds_selection" })
    let (low, high) = (try stage.channels(of: "gap", .minimum), try stage.channels(of: "gap", .maximum))
    #expect(low.count == 32 && high.count == 32)
    #expect(abs(low[0] - 0.03685) < 1e-5 && abs(high[0] - 1.962) < 1e-3)
    #expect(zip(low, high).allSatisfy { $0 <= $1 })
    #expect(try stage.channels(of: "nobody", .mean) == [])
  }

  @Test func warningsAreKnownByTheirText() throws {
    let log = try log(Resources.path("mct_log"))
    let warnings = log.lines.filter(\.isWarning).map(\.text)
    #expect(warnings.contains("bidwidth of fc:2(Weight), 8(Activation)"))
    #expect(!warnings.contains { $0.hasPrefix("Start Model Reading") })
  }

  @Test func aDamagedFileIsNamed() throws {
    let folder = try TemporaryFolder()
    let stage = folder.path + "/tensorboard_logs/initial_graph"
    try FileManager.default.createDirectory(atPath: stage, withIntermediateDirectories: true)
    let file = "tensorboard_logs/initial_graph/events.out.tfevents.1.host.2.3"
    for (bytes, kind) in [
      ([UInt8](), FormatError.Kind.empty), (Array("{}".utf8), .foreign), (Array(eventFileHead.dropLast()), .truncated),
    ] {
      try folder.write(file, bytes)
      let error = try #require(
        formatError { () throws(FormatError) in
          guard let found = MctLogFolder.find(folder.path, access) else { return }
          _ = try MctLog(found, access: access)
        })
      #expect(error.kind == kind)
      #expect(error.file.hasSuffix(file))
    }
  }

  @Test func aRunThatIsStillBeingWrittenIsReadUpToThere() throws {
    let folder = try TemporaryFolder()
    let stage = folder.path + "/tensorboard_logs/initial_graph"
    try FileManager.default.createDirectory(atPath: stage, withIntermediateDirectories: true)
    try folder.write("tensorboard_logs/initial_graph/events.out.tfevents.1.host.2.3", eventFileHead + [9, 0, 0])
    let log = try log(folder.path)
    #expect(log.stages.map(\.name) == ["initial_graph"])
    #expect(log.notices.count == 1 && log.notices[0].contains("ends inside a record"))
  }
}
