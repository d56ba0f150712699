with source as (

    {{ source_rows(
        source('raw_erp', 'organisation'),
        [
            ['unit_id', 'unit_id', 'text'],
            ['parent_unit_id', 'parent_unit_id', 'text'],
            ['unit_name', 'unit_name', 'text'],
            ['unit_type', 'unit_type', 'text'],
            ['city', 'city_name', 'text'],
            ['country', 'country_name', 'text'],
            ['valid_from', 'valid_from_date', 'date'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

versions as (

    {{ all_versions('source', ['unit_id']) }}

),

final as (

    select
        -- keys
        unit_id,
        parent_unit_id,

        -- dimensions
        unit_name,
        unit_type,
        city_name,
        country_name,
        valid_from_date,

        -- metadata
        changed_at,
        is_deleted,
        version_number,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from versions

)

select * from final
