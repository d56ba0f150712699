{#
    The rows of a raw table, typed and renamed. `columns` are triples of the column's name in the
    source, its name here and its type: text, varchar (as it is), salesforce_id, date, timestamp (UTC),
    boolean, integer, amount, rate, exchange_rate. A column the source does not have is null, a table it does not have is empty: exports differ.

    changed_at: the columns that tell when the source knew the row, best first; a row without any is
    known since ever. deleted: the column that is true when the row says that the record is gone. Neither for a source
    that only ever says how things are.
    join: a join with a relation whose columns have other names, or a condition, to those rows that are wanted.
#}
{% macro source_rows(relation, columns, changed_at=[], deleted=none, join=none) -%}
    {%- set found = existing_columns(relation) -%}
    {%- set changes = [] -%}
    {%- for column in changed_at -%}
        {%- if column | lower in found.types -%}
            {%- do changes.append(typed_column(found.types, column, 'timestamp')) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do changes.append("timestamp '1900-01-01 00:00:00'") -%}
    select
        {%- for source_name, name, type in columns %}
        {{ typed_column(found.types, source_name, type) }} as {{ name }},
        {%- endfor %}
        coalesce({{ changes | join(', ') }}) as changed_at,
        coalesce({{ typed_column(found.types, deleted or '', 'boolean') }}, false) as is_deleted,
        {{ typed_column(found.types, '_load_id', 'varchar') }} as _load_id,
        {{ typed_column(found.types, '_loaded_at', 'timestamp') }} as _loaded_at,
        {{ typed_column(found.types, '_source_file', 'varchar') }} as _source_file,
        {{ typed_column(found.types, '_source_position', 'bigint') }} as _source_position
    {%- if found.types | length > 0 %}
    from {{ found.relation }}
    {{ join or '' }}
    {%- else %}
    from (select 1 as nothing) as no_table
    where 1 = 0
    {%- endif -%}
{%- endmacro %}

{#
    Of the rows of a raw table all that have nothing in one of these columns, and perhaps others: what an engine can tell by
    its statistics, most often without reading the table. Text that is blank sorts before '!'.
#}
{% macro perhaps_empty(relation, columns) -%}
    {%- set found = existing_columns(relation) -%}
    {%- set conditions = [] -%}
    {%- for column in columns -%}
        {%- set type = found.types.get(column | lower) -%}
        {%- if type is none -%}
            {%- do conditions.append('true') -%}
        {%- elif type == 'VARCHAR' -%}
            {%- do conditions.append('(' ~ column ~ ' is null or ' ~ column ~ " < '!')") -%}
        {%- else -%}
            {%- do conditions.append(column ~ ' is null') -%}
        {%- endif -%}
    {%- endfor -%}
    ({{ conditions | join(' or ') }})
{%- endmacro %}

{#
    The relation that holds `relation`'s rows, and its columns' types by lower-case name; no columns
    when there is no such table. Objects of two words may be loaded without the underscore, as
    the CRM's own export names them.
#}
{% macro existing_columns(relation) -%}
    {%- set found = namespace(relation=relation, types={}) -%}
    {%- if execute -%}
        {%- for identifier in [relation.identifier, relation.identifier | replace('_', '')] -%}
            {%- if found.types | length == 0 -%}
                {%- set table = adapter.get_relation(
                    database=relation.database, schema=relation.schema, identifier=identifier
                ) -%}
                {%- if table is not none -%}
                    {%- set found.relation = table -%}
                    {%- for column in adapter.get_columns_in_relation(table) -%}
                        {%- do found.types.update({column.name | lower: column.dtype | upper}) -%}
                    {%- endfor -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}

{# A column of a source by name and type, or null of that type when the source has no such column. #}
{% macro typed_column(types, name, type) -%}
    {%- set raw_type = types.get(name | lower) -%}
    {%- if raw_type is none -%}
        cast(null as {{ sql_type(type) }})
    {%- elif type == 'salesforce_id' -%}
        {{ salesforce_id(typed_column(types, name, 'text')) }}
    {%- elif type == 'text' -%}
        {%- if raw_type == 'VARCHAR' -%}
            nullif(trim({{ name }}), '')
        {%- else -%}
            cast({{ name }} as varchar)
        {%- endif -%}
    {%- elif type == 'varchar' and raw_type == 'VARCHAR' -%}
        {{ name }}
    {%- elif raw_type == 'VARCHAR' -%}
        {{ typed_text("nullif(trim(" ~ name ~ "), '')", type) }}
    {%- elif type == 'timestamp' and raw_type == 'TIMESTAMP WITH TIME ZONE' -%}
        {{ utc_of_instant(name) }}
    {%- else -%}
        cast({{ name }} as {{ sql_type(type) }})
    {%- endif -%}
{%- endmacro %}

{#
    A record's id of 18 characters: reports and formulas of the CRM give the first 15, of which the
    others tell which are capital letters, five by five (Salesforce: "ID field type").
#}
{% macro salesforce_id(text) -%}
    case
        when length({{ text }}) = 15 then concat(
            {{ text }}
            {%- for start in [1, 6, 11] %},
            substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
                1
                {%- for bit in [1, 2, 4, 8, 16] %}
                + case
                    when substr({{ text }}, {{ start + loop.index0 }}, 1) between 'A' and 'Z' then {{ bit }}
                    else 0
                end
                {%- endfor %},
                1
            )
            {%- endfor %}
        )
        else {{ text }}
    end
{%- endmacro %}

{% macro typed_text(text, type) -%}
    {%- if type == 'timestamp' -%}
        {{ utc_timestamp(text) }}
    {%- elif type == 'date' -%}
        cast(substr({{ text }}, 1, 10) as date)
    {%- elif type == 'boolean' -%}
        case
            when lower({{ text }}) in ('true', 't', '1', 'yes', 'y') then true
            when lower({{ text }}) in ('false', 'f', '0', 'no', 'n') then false
        end
    {%- else -%}
        cast({{ text }} as {{ sql_type(type) }})
    {%- endif -%}
{%- endmacro %}

{# The named column of a relation as SQL, or null of that type when the relation does not have it. #}
{% macro column_or_null(relation, name, type) -%}
    {{ typed_column(existing_columns(relation).types, name, type) }}
{%- endmacro %}

{# The engine's type for the names of types that models use. #}
{% macro sql_type(type) -%}
    {{- {
        'text': 'varchar',
        'salesforce_id': 'varchar',
        'amount': 'decimal(18, 4)',
        'rate': 'decimal(18, 8)',
        'exchange_rate': 'decimal(28, 14)',
    }.get(type, type) -}}
{%- endmacro %}

{# The UTC timestamp of an instant. #}
{% macro utc_of_instant(instant) -%}
    {{ return(adapter.dispatch('utc_of_instant', 'granary')(instant)) }}
{%- endmacro %}

{# The engine's own conversion looks a calendar up for each row. #}
{% macro default__utc_of_instant(instant) -%}
    case
        when isfinite({{ instant }}) then make_timestamp(epoch_us({{ instant }}))
        else cast({{ instant }} at time zone 'UTC' as timestamp)
    end
{%- endmacro %}

{% macro trino__utc_of_instant(instant) -%}
    cast({{ instant }} at time zone 'UTC' as timestamp(6))
{%- endmacro %}

{#
    A UTC timestamp from ISO text: with Z, with an offset (+0000, +08:00), or with neither, which
    means UTC.
#}
{% macro utc_timestamp(text) -%}
    {{ return(adapter.dispatch('utc_timestamp', 'granary')(text)) }}
{%- endmacro %}

{% macro default__utc_timestamp(text) -%}
    case
        when right({{ text }}, 1) = 'Z' or length({{ text }}) < 20 then cast({{ text }} as timestamp)
        when regexp_matches({{ text }}, '[+-][0-9]{2}:?[0-9]{2}$')
            then cast(
                cast(
                    regexp_replace({{ text }}, '([+-][0-9]{2}):?([0-9]{2})$', '\1:\2')
                    as timestamp with time zone
                ) at time zone 'UTC' as timestamp
            )
        else cast({{ text }} as timestamp)
    end
{%- endmacro %}

{% macro trino__utc_timestamp(text) -%}
    cast(
        case
            when regexp_like({{ text }}, '(Z|[+-][0-9]{2}:?[0-9]{2})$')
                then from_iso8601_timestamp(
                    regexp_replace({{ text }}, '([+-][0-9]{2})([0-9]{2})$', '$1:$2')
                ) at time zone 'UTC'
            else from_iso8601_timestamp(replace({{ text }}, ' ', 'T') || 'Z')
        end as timestamp(6)
    )
{%- endmacro %}
