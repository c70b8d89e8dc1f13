#!/usr/bin/env bash
# A real S3 server for tests: Ceph with one monitor, one OSD and one gateway (radosgw) on 127.0.0.1, from Debian's packages.
#
#   s3-server.sh install                 installs the packages, unless they are there, as start does
#   s3-server.sh start FOLDER            makes a new server in an empty or missing folder, and waits until it answers
#   s3-server.sh kill FOLDER DAEMON…     kills daemons: mon, osd, radosgw
#   s3-server.sh restart FOLDER          starts those of its daemons again that do not run
#   s3-server.sh stop FOLDER             kills all daemons; the folder stays
#
# S3_PORT is the port of the gateway, S3_MONITOR_PORT that of the monitor. S3_STORE is `memstore`, which keeps objects in memory until the OSD
# ends, or `bluestore`, which keeps them on disk. The access key is `testkey`, the secret `testsecret`, the bucket `artifacts`.
set -euo pipefail
command=${1:?install, start, kill, restart or stop} folder=$(realpath -m "${2:-.}")
conf=$folder/ceph.conf keyring=$folder/keyring

install_ceph() {
  type ceph-mon ceph-osd radosgw curl >/dev/null 2>&1 && return
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" apt-get install -qy --no-install-recommends ceph-mon ceph-osd radosgw curl
}

# wait_for SECONDS WHAT COMMAND…
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "$what does not answer; the logs are in $folder/log" >&2
      tail -n 5 "$folder"/log/*.log >&2
      stop
      exit 1
    fi
    sleep 0.1
  done
}

is_running() { [ -s "$folder/run/$1.pid" ] && kill -0 "$(cat "$folder/run/$1.pid")" 2>/dev/null; }

# The data of a test need no orderly end, and a daemon that was stopped takes no other signal.
kill_daemons() {
  local daemon pid
  for daemon; do
    is_running "$daemon" || continue
    pid=$(cat "$folder/run/$daemon.pid")
    kill -9 "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
    rm -f "$folder/run/$daemon.pid"
  done
}

stop() { kill_daemons radosgw osd mon; }

start_monitor() {
  ceph-mon -c "$conf" -i a --pid-file "$folder/run/mon.pid"
  wait_for 60 'the monitor' ceph -c "$conf" --connect-timeout 2 mon stat
}

start_osd() {
  ceph-osd -c "$conf" -i 0 --pid-file "$folder/run/osd.pid" >>"$folder/log/osd.out" 2>&1
  wait_for 60 'the OSD' sh -c "ceph -c '$conf' osd stat | grep -q '1 up'"
}

start_gateway() {
  radosgw -c "$conf" -n client.rgw --pid-file "$folder/run/radosgw.pid"
  wait_for 60 'the gateway' curl -fsS "$(cat "$folder/endpoint")/"
}

create() {
  : "${S3_PORT:?}" "${S3_MONITOR_PORT:?}"
  mkdir -p "$folder"/{mon,osd,run,log,rgw}
  echo "http://127.0.0.1:$S3_PORT" >"$folder/endpoint"
  local id
  id=$(cat /proc/sys/kernel/random/uuid)
  cat >"$conf" <<CONF
[global]
fsid = $id
mon_host = [v2:127.0.0.1:$S3_MONITOR_PORT]
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
keyring = $keyring
auth_allow_insecure_global_id_reclaim = false
run_dir = $folder/run
admin_socket = $folder/run/\$name.\$pid.asok
log_file = $folder/log/\$name.log
log_to_stderr = false
mon_cluster_log_file = $folder/log/cluster.log
crash_dir = $folder/log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
[mon.a]
mon_data = $folder/mon
mon_data_avail_crit = 1
mon_data_avail_warn = 2
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
[osd.0]
osd_data = $folder/osd
osd_objectstore = ${S3_STORE:-memstore}
memstore_device_bytes = 4294967296
bluestore_block_size = 17179869184
osd_max_object_name_len = 1024
osd_op_queue = wpq
[client.rgw]
rgw_data = $folder/rgw
rgw_frontends = beast endpoint=127.0.0.1:$S3_PORT tcp_nodelay=1
rgw_thread_pool_size = 64
rgw_enable_usage_log = false
rgw_enable_ops_log = false
CONF
  ceph-authtool --create-keyring "$keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
  ceph-authtool "$keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' >/dev/null
  ceph-authtool "$keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' >/dev/null
  ceph-authtool "$keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx' >/dev/null
  monmaptool --create --clobber --fsid "$id" --addv a "[v2:127.0.0.1:$S3_MONITOR_PORT]" "$folder/monmap" >/dev/null
  ceph-mon -c "$conf" -i a --mkfs --monmap "$folder/monmap" --keyring "$keyring"
  start_monitor
  id=$(cat /proc/sys/kernel/random/uuid)
  ceph -c "$conf" osd new "$id" >/dev/null
  ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$id" >/dev/null 2>&1
  start_osd
  timeout 90 radosgw-admin -c "$conf" -n client.rgw user create --uid=test --display-name=test \
    --access-key=testkey --secret-key=testsecret >/dev/null
  start_gateway
  # curl 7.88 signs the hash of an empty body only if it is given.
  curl -fsS -X PUT --aws-sigv4 aws:amz:us-east-1:s3 --user testkey:testsecret \
    -H 'x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' \
    "$(cat "$folder/endpoint")/artifacts" >/dev/null
}

case $command in
  install) install_ceph ;;
  start)
    install_ceph
    create
    ;;
  kill) kill_daemons "${@:3}" ;;
  restart)
    is_running mon || start_monitor
    is_running osd || start_osd
    is_running radosgw || start_gateway
    ;;
  stop) stop ;;
  *)
    echo "found $command, expected install, start, kill, restart or stop" >&2
    exit 2
    ;;
esac
