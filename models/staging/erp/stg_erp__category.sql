with source as (

    {{ source_rows(
        source('raw_erp', 'category'),
        [
            ['category_id', 'category_id', 'text'],
            ['parent_category_id', 'parent_category_id', 'text'],
            ['category_name', 'category_name', 'text'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['category_id']) }}

),

final as (

    select
        -- keys
        category_id,
        parent_category_id,

        -- dimensions
        category_name,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
