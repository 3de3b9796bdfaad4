-- Wireshark dissector for captures that were made with 'smtap capture --sm-header' (link type USER0): the SM header in
-- front of each frame, and the commands that drivers send to each other. Installed among Wireshark's plugins.

local smtap = Proto("smtap", "Shared-memory MAC header")
local command_names = { [1] = "hello", [2] = "question", [3] = "answer", [4] = "ended" }
local verdict_names = {
  [0] = "nobody here", [1] = "listener", [2] = "foreign end", [3] = "lingering", [4] = "exact match",
}

local f = {
  destination = ProtoField.ether("smtap.dst", "Destination"),
  source = ProtoField.ether("smtap.src", "Source"),
  is_command = ProtoField.bool("smtap.command", "Command bit", 8, nil, 0x01),
  network = ProtoField.uint8("smtap.network", "Network"),
  from = ProtoField.uint16("smtap.node.src", "From node"),
  to = ProtoField.uint16("smtap.node.dst", "To node"),
  packet_type = ProtoField.uint16("smtap.type", "Packet type", base.HEX),
  code = ProtoField.uint64("smtap.command.code", "Command"),
  name = ProtoField.string("smtap.command.name", "Command name"),
  generation = ProtoField.uint64("smtap.command.generation", "Generation"),
  question = ProtoField.uint64("smtap.command.question", "Number of the question"),
  verdict = ProtoField.string("smtap.command.verdict", "Verdict"),
  flows = ProtoField.uint64("smtap.command.flows", "Flows"),
  protocol = ProtoField.uint8("smtap.flow.protocol", "Protocol"),
  local_address = ProtoField.string("smtap.flow.local", "Local end"),
  foreign_address = ProtoField.string("smtap.flow.foreign", "Foreign end"),
}
smtap.fields = f

local HEADER_BYTES, ARGUMENT_BYTES, FLOW_BYTES, VERDICT_STEP = 14, 16, 40, 8
local ethernet = Dissector.get("eth_withoutfcs")

-- 02:53:4d:NN:ID:ID, without the command bit.
local function is_node(address)
  return bit.band(address:range(0, 1):uint(), 0xfe) == 0x02 and address:range(1, 2):uint() == 0x534d
end

-- An address is two little-endian words, the first half first.
local function address_text(range)
  local bytes = {}
  for word = 0, 1 do
    for byte = 7, 0, -1 do
      bytes[#bytes + 1] = range:range(word * 8 + byte, 1):uint()
    end
  end
  local is_ipv4 = bytes[11] == 0xff and bytes[12] == 0xff
  for i = 1, 10 do
    is_ipv4 = is_ipv4 and bytes[i] == 0
  end
  if is_ipv4 then
    return string.format("%d.%d.%d.%d", bytes[13], bytes[14], bytes[15], bytes[16])
  end
  local groups = {}
  for i = 1, 15, 2 do
    groups[#groups + 1] = string.format("%x", bytes[i] * 256 + bytes[i + 1])
  end
  return table.concat(groups, ":")
end

local function add_flow(range, tree)
  local flow = tree:add(smtap, range, "Flow")
  flow:add(f.protocol, range:range(0, 1))
  flow:add(f.local_address, range:range(8, 16),
    address_text(range:range(8, 16)) .. " port " .. range:range(4, 2):le_uint())
  flow:add(f.foreign_address, range:range(24, 16),
    address_text(range:range(24, 16)) .. " port " .. range:range(6, 2):le_uint())
end

local function add_command(range, pinfo, tree)
  if range:len() < ARGUMENT_BYTES then
    return
  end
  local code = range:range(0, 8):le_uint64():tonumber()
  local argument = range:range(8, 8)
  local name = command_names[code] or ("command " .. code)
  local command = tree:add(smtap, range, "Command: " .. name)
  command:add_le(f.code, range:range(0, 8))
  command:add(f.name, range:range(0, 8), name)
  if code == 1 then
    command:add_le(f.generation, argument)
  elseif code == 2 then
    command:add_le(f.question, argument)
  elseif code == 3 then
    local value = argument:le_uint64()
    local verdict = (value % VERDICT_STEP):tonumber()
    command:add(f.question, argument, value / VERDICT_STEP)
    command:add(f.verdict, argument, verdict_names[verdict] or ("verdict " .. verdict))
  elseif code == 4 then
    command:add_le(f.flows, argument)
  end
  for at = ARGUMENT_BYTES, range:len() - FLOW_BYTES, FLOW_BYTES do
    add_flow(range:range(at, FLOW_BYTES), command)
  end
  pinfo.cols.protocol = "SMTAP"
  pinfo.cols.info = name
end

function smtap.dissector(buffer, pinfo, tree)
  if buffer:len() < HEADER_BYTES then
    return 0
  end
  local header = tree:add(smtap, buffer(0, HEADER_BYTES))
  local destination, source = buffer(0, 6), buffer(6, 6)
  local is_command = bit.band(buffer(6, 1):uint(), 1) == 1
  header:add(f.destination, destination)
  if is_node(destination) then
    header:add(f.to, buffer(4, 2))
  end
  header:add(f.source, source)
  if is_node(source) then
    header:add(f.network, buffer(9, 1))
    header:add(f.from, buffer(10, 2))
  end
  header:add(f.is_command, buffer(6, 1))
  header:add(f.packet_type, buffer(12, 2))
  if is_command then
    pinfo.cols.src = tostring(source)
    pinfo.cols.dst = tostring(destination)
    add_command(buffer(HEADER_BYTES), pinfo, header)
  elseif buffer:len() > HEADER_BYTES then
    ethernet:call(buffer(HEADER_BYTES):tvb(), pinfo, tree)
  end
  return buffer:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER0, smtap)
