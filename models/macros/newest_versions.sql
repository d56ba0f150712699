{#
    The newest version of each key that the source knew at the end of the as-of date, deleted records
    too, for an incremental model whose unique_key is `key`. `rows` is a query in the form of
    source_rows, `columns` names its columns but for the ones that source_rows adds, and `added` maps
    names of further columns to what they are of those.

    _record_mark is a number made of what the source says of the record and of `marked`, by which models
    that are made of it see that it is another one: of the load for models that name it.

    Ranked again are the keys of which anything came, went or became known since. Rows without a key
    (with _load_rows) are the table's memory: the loads it was made of, with their numbers of rows, and
    until when versions were known, in the time zone that business dates among `added` are of. A key that
    no version is left of stays, as deleted.
#}
{% macro newest_versions(rows, columns, key, added={}, marked='_load_id') -%}
    {{ remembered_versions(rows, columns, key, added, marked, every=false) }}
{%- endmacro %}

{#
    The same with every known version: version_number from 1 for the first, next_changed_at, which the
    newest has not. Only rows with a version_number are versions; no _record_mark knows of the load.
#}
{% macro every_version(rows, columns, key, added={}) -%}
    {{ remembered_versions(rows, columns, key, added, 'changed_at', every=true) }}
{%- endmacro %}

{% macro remembered_versions(rows, columns, key, added, marked, every) -%}
with loads as (

    select _load_id, _loaded_at, count(*) as load_rows
    from ({{ rows }}) as arrived
    group by _load_id, _loaded_at

),
{% if is_incremental() %}
remembered as (

    select _load_id, _loaded_at, _load_rows as load_rows
    from {{ this }}
    where
        _load_rows is not null
        {%- if added %}
        and _reporting_timezone = '{{ var("reporting_timezone") }}'
        {%- endif %}

),

changed_loads as (

    select
        coalesce(loads._load_id, remembered._load_id) as _load_id,
        coalesce(loads._loaded_at, remembered._loaded_at) as _loaded_at
    from loads
    full outer join remembered
        on loads._load_id is not distinct from remembered._load_id
        and loads._loaded_at is not distinct from remembered._loaded_at
    where loads.load_rows is distinct from remembered.load_rows

),

last_build as (

    select
        coalesce(max(_known_before), {{ known_before() }}) as known_before,
        coalesce(max(_build_number), 0) as build_number
    from {{ this }}
    where _load_rows is not null

),

affected as (

    select {{ key | join(', ') }}
    from ({{ rows }}) as arrived
    inner join changed_loads
        on arrived._load_id is not distinct from changed_loads._load_id
        and arrived._loaded_at is not distinct from changed_loads._loaded_at

    union

    select {{ key | join(', ') }}
    from {{ this }} as built
    inner join changed_loads
        on built._load_id is not distinct from changed_loads._load_id
        and built._loaded_at is not distinct from changed_loads._loaded_at
    where built._load_rows is null

    union

    select {{ key | join(', ') }}
    from ({{ rows }}) as arrived
    cross join last_build
    where
        arrived.changed_at >= least(last_build.known_before, {{ known_before() }})
        and arrived.changed_at < greatest(last_build.known_before, {{ known_before() }})

),

versions as (

    select arrived.*
    from ({{ rows }}) as arrived
    inner join affected
        on {% for column in key -%}
            arrived.{{ column }} = affected.{{ column }}{{ ' and ' if not loop.last }}
        {%- endfor %}

),
{% else %}
last_build as (

    select 0 as build_number

),

versions as (

    {{ rows }}

),
{% endif %}
ranked as (

    {% if every -%}
    {{ all_versions('versions', key) }}
    {%- else -%}
    {{ ranked_versions('versions', key) }}
    {%- endif %}

),

final as (

    select
        {%- for column in columns %}
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
        {{ row_hash(columns + ['is_deleted', marked]) }} as _record_mark,
        cast(null as bigint) as _load_rows,
        cast(null as timestamp) as _known_before,
        cast(null as bigint) as _build_number
        {%- if added %},
        cast(null as varchar) as _reporting_timezone
        {%- endif %}
    from ranked
    {%- if not every %}
    where version_rank = 1
    {%- endif %}
    {%- if is_incremental() %}

    union all

    select
        {%- for column in columns %}
        {{ 'affected.' ~ column if column in key else 'null' }},
        {%- endfor %}
        {%- for column in added %}
        null,
        {%- endfor %}
        null, {{ 'null, null, ' if every }}true, null, null, null, null, null, null, null, null
        {{- ', null' if added }}
    from affected
    left join ranked
        on {% for column in key -%}
            affected.{{ column }} = ranked.{{ column }}{{ ' and ' if not loop.last }}
        {%- endfor %}
        {%- if not every %}
        and ranked.version_rank = 1
        {%- endif %}
    where ranked.{{ key[0] }} is null and affected.{{ key[0] }} is not null
    {%- endif %}

    union all

    select
        {%- for column in columns %}
        null,
        {%- endfor %}
        {%- for column in added %}
        null,
        {%- endfor %}
        null,
        {%- if every %}
        null,
        null,
        {%- endif %}
        true,
        loads._load_id,
        loads._loaded_at,
        null,
        null,
        null,
        loads.load_rows,
        {{ known_before() }},
        last_build.build_number + 1
        {%- if added %},
        '{{ var("reporting_timezone") }}'
        {%- endif %}
    from loads
    cross join last_build

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
