{#
    The newest version of each key that the source knew at the end of the as-of date, deleted records
    too, for an incremental model whose unique_key is `key`. `relation`, `columns`, `changed_at` and
    `deleted` are those of source_rows; `key` and `measures` are names from `columns`, and `added` maps
    names of further columns to what they are of those.

    _record_mark is a number made of what the source says of the record and of `marked`, by which models
    that are made of it see that it is another one: `marked` is _load_id where one of them names the
    load, and no record is another one else because a file was sent again. _version_count and for each of
    `measures` _all_<measure> are of all known versions of the key.

    Ranked again are the keys of which anything came, went, became known or has a file of another name
    since. Rows without a key (with _load_rows) are the table's memory: the loads it was made of, with their
    files, their numbers of rows and the latest change in each, and until when versions were known. A key
    that no version is left of stays, as deleted. A row with a part of its key missing is no record's version (assert_records_have_keys).
#}
{% macro newest_versions(
    relation, columns, changed_at, deleted, key, measures=[], added={}, marked='changed_at'
) -%}
    {{ remembered_versions(
        relation, columns, changed_at, deleted, key, measures, added, marked, every=false,
    ) }}
{%- endmacro %}

{#
    The same with every known version: version_number from 1 for the first, next_changed_at, which the
    newest has not. Only rows with a version_number are versions; no _record_mark knows of the load.
#}
{% macro every_version(relation, columns, changed_at, deleted, key, added={}) -%}
    {{ remembered_versions(
        relation, columns, changed_at, deleted, key, [], added, 'changed_at', every=true,
    ) }}
{%- endmacro %}

{% macro remembered_versions(
    relation, columns, changed_at, deleted, key, measures, added, marked, every
) -%}
{%- set found = existing_columns(relation) -%}
{%- set names = columns | map(attribute=1) | list -%}
{%- set load_id = typed_column(found.types, '_load_id', 'varchar') -%}
{%- set has_key = key | join(' is not null and ') ~ ' is not null' -%}
with loads as (

    select _load_id, _loaded_at, max(_source_file) as load_file, count(*) as load_rows
    from ({{ source_rows(relation, [], changed_at, deleted) }}) as arrived
    group by _load_id, _loaded_at

),
{% if is_incremental() %}
{# Grouped: an engine that takes the memory for a good part of the table hashes the whole source. #}
remembered as (

    select
        _load_id,
        _loaded_at,
        max(changed_at) as changed_at,
        max(_source_file) as load_file,
        case when min(_load_rows) = max(_load_rows) then max(_load_rows) else -1 end as load_rows,
        max(_known_before) as _known_before,
        max(_build_number) as _build_number
    from {{ this }}
    where _load_rows is not null
    group by _load_id, _loaded_at

),

changed_loads as (

    select
        coalesce(loads._load_id, remembered._load_id) as _load_id,
        coalesce(loads._loaded_at, remembered._loaded_at) as _loaded_at,
        remembered.load_rows is not null as is_remembered
    from loads
    full outer join remembered
        on loads._load_id is not distinct from remembered._load_id
        and loads._loaded_at is not distinct from remembered._loaded_at
    where
        loads.load_rows is distinct from remembered.load_rows
        or loads.load_file is distinct from remembered.load_file

),

changed_load_ids as (

    select distinct _load_id as known_load_id from changed_loads

),

last_build as (

    select
        coalesce(max(_known_before), {{ known_before() }}) as known_before,
        coalesce(max(_build_number), 0) as build_number
    from remembered

),

{# Loads that had versions which one of the two builds does not know yet. #}
early_load_ids as (

    select distinct remembered._load_id as known_load_id
    from remembered
    cross join last_build
    where remembered.changed_at >= least(last_build.known_before, {{ known_before() }})

),

arrived as (

    {{ source_rows(
        relation, key_columns(columns, key), changed_at, deleted,
        of_load('changed_load_ids', load_id),
    ) }}

),

{%- if not every %}
{# A version that went with its load, and was not its key's newest, is missed by its key's count alone. #}
gone_loads as (

    select distinct is_remembered from changed_loads where is_remembered

),

present as (

    select {{ key | join(', ') }}, count(*) as version_count
    from (
        {{ source_rows(
            relation, key_columns(columns, key), changed_at, deleted, 'cross join gone_loads',
        ) }}
    ) as versions
    where
        {{ has_key }}
        and changed_at < (select known_before from last_build)
    group by {{ key | join(', ') }}

),
{% endif %}
affected as (

    select {{ key | join(', ') }}
    from arrived
    where {{ has_key }}

    union

    select {% for column in key %}built.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from {{ this }} as built
    inner join changed_loads
        on built._load_id is not distinct from changed_loads._load_id
        and built._loaded_at is not distinct from changed_loads._loaded_at
    where
        built._load_rows is null
        and changed_loads.is_remembered

    union

    select {% for column in key %}early.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from (
        {{ source_rows(
            relation, key_columns(columns, key), changed_at, deleted,
            of_load('early_load_ids', load_id),
        ) }}
    ) as early
    cross join last_build
    where
        early.changed_at >= least(last_build.known_before, {{ known_before() }})
        and early.changed_at < greatest(last_build.known_before, {{ known_before() }})
        and {{ has_key }}
    {%- if not every %}

    union

    select {% for column in key %}present.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
    from present
    inner join {{ this }} as built
        on {% for column in key -%}
            present.{{ column }} = built.{{ column }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    where
        built._load_rows is null
        and present.version_count <> built._version_count
    {%- endif %}

),

wanted as (

    select {% for column in key %}{{ column }} as key_{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %}
    from affected

),

latest_changes as (

    select _load_id, _loaded_at, max(changed_at) as changed_at
    from arrived
    group by _load_id, _loaded_at

),
{% else %}
last_build as (

    select 0 as build_number

),

latest_changes as (

    select _load_id, _loaded_at, max(changed_at) as changed_at
    from ({{ source_rows(relation, [], changed_at, deleted) }}) as arrived
    group by _load_id, _loaded_at

),
{% endif %}
versions as (
    {% if is_incremental() %}
    {{ source_rows(
        relation, columns, changed_at, deleted,
        'inner join wanted on ' ~ key_is_equal(relation, columns, key),
    ) }}
    {%- else %}
    select *
    from (
        {{ source_rows(relation, columns, changed_at, deleted) }}
    ) as arrived
    where {{ has_key }}
    {%- endif %}

),

ranked as (
    {% if every %}
    {{ all_versions('versions', key) }}
    {%- else %}
    select
        *,
        row_number() over newest_first as version_rank,
        count(*) over (newest_first rows between unbounded preceding and unbounded following)
            as version_count
        {%- for source_name, measure, type in columns if measure in measures %},
        cast(sum({{ measure }}) over (
            newest_first rows between unbounded preceding and unbounded following
        ) as {{ 'bigint' if type == 'integer' else 'decimal(38, 4)' }}) as all_{{ measure }}
        {%- endfor %}
    from versions
    where changed_at < {{ known_before() }}
    window newest_first as (
        partition by {{ key | join(', ') }}
        order by changed_at desc, _loaded_at desc, _source_file desc, _source_position desc
    )
    {%- endif %}

),

final as (

    select
        {%- for column in names %}
        {{ column }},
        {%- endfor %}
        {%- for column in added %}
        {{ added[column] }} as {{ column }},
        {%- endfor %}
        changed_at,
        {%- if every %}
        next_changed_at,
        version_number,
        {%- endif %}
        is_deleted,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position,
        {{ row_hash(names + ['is_deleted', marked]) }} as _record_mark,
        {%- if not every %}
        version_count as _version_count,
        {%- endif %}
        {%- for measure in measures %}
        all_{{ measure }} as _all_{{ measure }},
        {%- endfor %}
        cast(null as bigint) as _load_rows,
        cast(null as timestamp) as _known_before,
        cast(null as bigint) as _build_number
    from ranked
    {%- if not every %}
    where version_rank = 1
    {%- endif %}
    {%- if is_incremental() %}

    union all

    select
        {%- for column in names %}
        {{ 'affected.' ~ column if column in key else 'null' }},
        {%- endfor %}
        {{ 'null, ' * (added | length) }}null, {{ 'null, null, ' if every }}true, null, null, null, null, null,
        {{ '0, ' if not every }}{{ 'null, ' * (measures | length) }}null, null, null
    from affected
    left join ranked
        on {% for column in key -%}
            affected.{{ column }} = ranked.{{ column }}{{ ' and ' if not loop.last }}
        {%- endfor %}
        {%- if not every %}
        and ranked.version_rank = 1
        {%- endif %}
    where ranked.{{ key[0] }} is null
    {%- endif %}

    union all

    select
        {%- for column in names %}
        null,
        {%- endfor %}
        {{ 'null, ' * (added | length) }}
        {{- 'coalesce(latest_changes.changed_at, remembered.changed_at)' if is_incremental() else 'latest_changes.changed_at' }},
        {{ 'null, null, ' if every }}true,
        loads._load_id,
        loads._loaded_at,
        loads.load_file,
        null,
        null,
        {{ '0, ' if not every }}{{ 'null, ' * (measures | length) }}loads.load_rows,
        {{ known_before() }},
        last_build.build_number + 1
    from loads
    cross join last_build
    left join latest_changes
        on loads._load_id is not distinct from latest_changes._load_id
        and loads._loaded_at is not distinct from latest_changes._loaded_at
    {%- if is_incremental() %}
    left join remembered
        on loads._load_id is not distinct from remembered._load_id
        and loads._loaded_at is not distinct from remembered._loaded_at
    {%- endif %}

)

select * from final
{%- endmacro %}

{# Takes out what newest_versions remembered of earlier builds. #}
{% macro forget_earlier_builds() -%}
    delete from {{ this }}
    where
        _load_rows is not null
        and _build_number < (select max(_build_number) from {{ this }})
{%- endmacro %}
